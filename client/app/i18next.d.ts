import "i18next";
import type english from "./languages/en.json";

// Makes every key that is asked for a key that exists.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof english };
  }
}
