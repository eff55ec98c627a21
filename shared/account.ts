/** What both sides know of accounts without parsing anything, so that the page does without the parser. */

/** Who may come: anybody; only with an invitation or a share link; nobody new. Guests count as well. */
export const signUpPolicies = ["open", "invited", "closed"] as const;
export type SignUpPolicy = (typeof signUpPolicies)[number];

export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const minPasswordLength = 8;
export const maxPasswordLength = 128;
