/** The deepest nesting of elements and texts below the document. Far beyond it, editors and exporters overflow their stack. */
export const maxDepth = 64;
