export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

/**
 * The locale to show: the language that was chosen, else the first of the browser's that we speak. It keeps the
 * browser's region, because the order of day and month depends on it.
 */
export function localeFor(chosen: string | null, preferred: readonly string[]): string {
  const language = isLanguage(chosen) ? chosen : preferred.map(languageOf).find(isLanguage);
  if (language === undefined) return "en-GB";
  return preferred.find((locale) => languageOf(locale) === language && isLocale(locale)) ?? defaultLocale[language];
}

const defaultLocale: Record<Language, string> = { en: "en-GB", de: "de-DE" };

export function languageOf(locale: string): string {
  return locale.toLowerCase().split("-")[0] ?? "";
}

export function isLanguage(text: string | null | undefined): text is Language {
  return typeof text === "string" && Object.hasOwn(languages, text);
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
