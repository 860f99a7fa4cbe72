import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { xml } from '@codemirror/lang-xml';
import { bracketMatching, foldGutter, foldKeymap, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorState } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import type { XmlMark } from '../../model/xml-marks.ts';
import type { XmlWord } from '../../model/xml-words.ts';

interface Props {
  readonly text: string;
  readonly marks: readonly XmlMark[];
  readonly words: readonly XmlWord[];
  readonly label: string;
  readonly readOnly: boolean;
  /** Place to bring into sight and select. */
  readonly reveal: { readonly from: number; readonly to: number } | null;
  readonly onType: (text: string) => void;
  readonly onLeave: () => void;
  readonly onRevealed: () => void;
}

/** Marks a change that came from another view: it is not typed. */
const fromOutside = Annotation.define<boolean>();

const DOTS = new MatchDecorator({ regexp: /•{8}\d+/g, decoration: Decoration.mark({ class: 'xml-secret' }) });
const secretDots = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = DOTS.createDeco(view);
    }

    update(update: ViewUpdate): void {
      this.decorations = DOTS.updateDeco(update, this.decorations);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

/** The nonce that the content policy gives this page's scripts and styles. */
function pageNonce(): string {
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
}

/** The stretch in which two texts differ. */
function difference(before: string, after: string) {
  let from = 0;
  const most = Math.min(before.length, after.length);
  while (from < most && before[from] === after[from]) from++;
  let [a, b] = [before.length, after.length];
  while (a > from && b > from && before[a - 1] === after[b - 1]) {
    a--;
    b--;
  }
  return { from, to: a, insert: after.slice(from, b) };
}

/** CodeMirror as a part of the interface: it shows a text and tells what is typed. Undo is the draft's, not its own. */
export function XmlSurface({ text, marks, words, label, readOnly, reveal, onType, onLeave, onRevealed }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const acts = useRef({ onType, onLeave });
  acts.current = { onType, onLeave };
  const language = useRef(new Compartment());

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; the effects below keep it in step
  useEffect(() => {
    if (box.current === null) return;
    const view = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorView.cspNonce.of(pageNonce()),
          EditorView.lineWrapping,
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({
            'aria-label': label,
            tabindex: '0',
            'data-testid': 'xml-text',
            spellcheck: 'false',
          }),
          lineNumbers(),
          foldGutter(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          highlightSelectionMatches(),
          bracketMatching(),
          closeBrackets(),
          autocompletion(),
          search({ top: true }),
          lintGutter(),
          syntaxHighlighting(classHighlighter),
          secretDots,
          language.current.of(xml({ elements: words })),
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...foldKeymap, ...defaultKeymap]),
          EditorView.updateListener.of((update) => {
            const typed = update.docChanged && !update.transactions.some((step) => step.annotation(fromOutside));
            if (typed) acts.current.onType(update.state.doc.toString());
          }),
          EditorView.domEventHandlers({ blur: () => acts.current.onLeave() }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
  }, [readOnly, label]);

  useEffect(() => {
    const view = editor.current;
    const before = view?.state.doc.toString();
    if (view === null || before === undefined || before === text) return;
    view.dispatch({ changes: difference(before, text), annotations: fromOutside.of(true) });
  }, [text]);

  useEffect(() => {
    editor.current?.dispatch({ effects: language.current.reconfigure(xml({ elements: words })) });
  }, [words]);

  useEffect(() => {
    const view = editor.current;
    if (view === null) return;
    const { length } = view.state.doc;
    const diagnostics = marks.map((mark) => ({
      ...mark,
      from: Math.min(mark.from, length),
      to: Math.min(mark.to, length),
    }));
    view.dispatch(setDiagnostics(view.state, diagnostics));
  }, [marks]);

  useEffect(() => {
    const view = editor.current;
    if (view === null || reveal === null) return;
    const place = {
      anchor: Math.min(reveal.from, view.state.doc.length),
      head: Math.min(reveal.to, view.state.doc.length),
    };
    view.dispatch({ selection: place, effects: EditorView.scrollIntoView(place.anchor, { y: 'center' }) });
    view.focus();
    onRevealed();
  }, [reveal, onRevealed]);

  return <div ref={box} className="xml-surface" />;
}
