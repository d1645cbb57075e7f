/** How figures of that table are quoted. */
export const JOUPPI = 'Jouppi et al., ISCA 2021, table 2, 7 nm, at second hand';
