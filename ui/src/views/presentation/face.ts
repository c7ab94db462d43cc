/** As what a merchant appears before an audience. */
export interface Face {
  name: string;
  /** `#rrggbb` */
  colour: string;
  /** Where its logo is; without one it has its letters. */
  logo: string | null;
}
