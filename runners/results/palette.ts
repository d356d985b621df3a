/**
 * Colours that people with any kind of colour vision can tell apart: Okabe and Ito (2008), "Color Universal Design". Its yellow is left
 * out, which is too pale for a line on white, and its black is the colour of the text, so that it can be seen on dark paper too.
 */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', 'currentColor'];
const DASHES = ['', '6 3', '2 3', '9 3 2 3'];

export const colorOf = (agent: number): string => COLORS[agent % COLORS.length]!;

/** From the eighth agent on colours come again, with dashes. Empty: an unbroken line. */
export const dashOf = (agent: number): string => DASHES[Math.floor(agent / COLORS.length) % DASHES.length]!;
