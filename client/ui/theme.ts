import {
  Button,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  Tooltip,
  type VariantColorsResolver,
} from "@mantine/core";

const swift = 140;

const shades = (color: string): MantineColorsTuple => [
  color,
  color,
  color,
  color,
  color,
  color,
  color,
  color,
  color,
  color,
];

/** Ink on paper for everything that can be pressed; red only for what cannot be taken back. */
const resolveColours: VariantColorsResolver = ({ variant, color }) => {
  const strong = color === "red" ? "var(--red)" : "var(--ink)";
  const border = "1px solid transparent";
  switch (variant) {
    case "filled":
      return {
        background: strong,
        hover: color === "red" ? `color-mix(in oklab, ${strong} 86%, var(--paper))` : "var(--ink-hover)",
        color: "var(--paper)",
        border,
      };
    case "light":
      return { background: "var(--wash)", hover: "var(--pressed)", color: strong, border };
    case "outline":
      return { background: "transparent", hover: "var(--wash)", color: strong, border: `1px solid ${strong}` };
    case "subtle":
      return { background: "transparent", hover: "var(--wash)", color: strong, border };
    case "default":
      return { background: "var(--paper)", hover: "var(--wash)", color: strong, border: "1px solid var(--hairline)" };
    default:
      return { background: "transparent", hover: "transparent", color: strong, border: "none" };
  }
};

/** Colours live in tokens.css and mantine.css; only what Mantine works out in JavaScript stands here. */
export const theme = createTheme({
  primaryColor: "ink",
  colors: { ink: shades("var(--ink)") },
  variantColorResolver: resolveColours,
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ classNames: { root: "touchable" } }),
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        overlayProps: { backgroundOpacity: 0.3 },
        transitionProps: { transition: "fade", duration: swift },
      },
    }),
    Drawer: Drawer.extend({
      defaultProps: {
        lockScroll: false,
        overlayProps: { backgroundOpacity: 0.3 },
        transitionProps: { duration: swift },
      },
    }),
    Menu: Menu.extend({
      // Its placeholder for the first focus is a child that a menu may not have.
      defaultProps: { withInitialFocusPlaceholder: false, transitionProps: { transition: "fade", duration: 120 } },
      classNames: { dropdown: "floating", item: "touchable" },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 400,
        events: { hover: true, focus: true, touch: false },
        transitionProps: { transition: "fade", duration: 120 },
      },
    }),
  },
});
