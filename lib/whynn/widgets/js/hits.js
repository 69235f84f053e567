/** The first word in sight that the reader searched for, marked by the search a moment after the page is read. */
export const firstHit = () => [...document.querySelectorAll(".bd-article .highlighted")].find((e) => e.checkVisibility());
