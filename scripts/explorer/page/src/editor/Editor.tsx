// The text of the design. It follows the form and the form follows it.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, syntaxHighlighting }
  from "@codemirror/language";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Text } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Fault } from "../engine/types";
import { faults, setText, text, warnings } from "../state/design";

// Where the cursor is asked to go.
export const jump = signal<{ line: number; column: number } | null>(null);

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--muted)" },
  { tag: [tags.propertyName, tags.definitionOperator], color: "var(--text)" },
  { tag: tags.string, color: "var(--string)" },
  { tag: [tags.number, tags.atom, tags.bool], color: "var(--number)" },
  { tag: [tags.heading, tags.bracket, tags.squareBracket],
    color: "var(--accent)" },
]);

function diagnosticsOf(doc: Text, found: Fault[],
                       severity: "error" | "warning"): Diagnostic[] {
  return found.filter((fault) => fault.line >= 1 && fault.line <= doc.lines)
    .map((fault) => {
      const line = doc.line(fault.line);
      const from = Math.min(line.from + Math.max(0, fault.column - 1), line.to);
      return { from, to: Math.max(from, line.to), severity,
               message: fault.message };
    });
}

// The least change that makes the document the text: cursor and history stay.
function follow(view: EditorView, next: string): void {
  const now = view.state.doc.toString();
  if (now === next) return;
  let start = 0;
  while (start < now.length && now[start] === next[start]) start++;
  let end = 0;
  while (end < Math.min(now.length, next.length) - start &&
         now[now.length - 1 - end] === next[next.length - 1 - end]) end++;
  view.dispatch({ changes: { from: start, to: now.length - end,
                             insert: next.slice(start, next.length - end) } });
}

function opened(parent: HTMLElement): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text.peek(),
      extensions: [
        lineNumbers(), history(), drawSelection(), highlightActiveLine(),
        lintGutter(), StreamLanguage.define(toml), syntaxHighlighting(colours),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({
          "aria-label": "The design as TOML", spellcheck: "false" }),
        EditorView.updateListener.of((update) => {
          const next = update.state.doc.toString();
          if (update.docChanged && next !== text.peek()) setText(next);
        }),
      ],
    }),
  });
}

function go(view: EditorView, to: { line: number; column: number }): void {
  const line = view.state.doc.line(Math.min(to.line, view.state.doc.lines));
  const at = Math.min(line.from + Math.max(0, to.column - 1), line.to);
  view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
  view.focus();
}

export function Editor() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return undefined;
    const view = opened(place.current);
    view.scrollDOM.tabIndex = 0;  // the keyboard scrolls it too
    const ends = [
      effect(() => follow(view, text.value)),
      effect(() => {
        const { doc } = view.state;
        view.dispatch(setDiagnostics(view.state, [
          ...diagnosticsOf(doc, faults.value, "error"),
          ...diagnosticsOf(doc, warnings.value, "warning")]));
      }),
      effect(() => { if (jump.value) go(view, jump.value); }),
    ];
    return () => {
      jump.value = null;
      for (const end of ends) end();
      view.destroy();
    };
  }, []);
  return <div class="editor" ref={place} />;
}
