import { useReducer } from "react";

import type { Fault } from "@/api/types";

import type { Draft } from "./draft";
import { type Change, changed } from "./draft-changes";
import { type Faults, NO_FAULTS, placed, without } from "./faults";

export type EditorState = {
  draft: Draft;
  faults: Faults;
  /** How often storing it was refused. */
  refusals: number;
};

type Action = Change | { do: "refuse"; faults: readonly Fault[]; sent: Draft };

function reduce(state: EditorState, action: Action): EditorState {
  if (action.do === "refuse") {
    return { ...state, faults: placed(action.faults, action.sent), refusals: state.refusals + 1 };
  }
  return { ...state, draft: changed(state.draft, action), faults: without(state.faults, action) };
}

/** The form and what is wrong with it. */
export function useEditorState(initial: () => Draft) {
  return useReducer(reduce, undefined, (): EditorState => ({
    draft: initial(),
    faults: NO_FAULTS,
    refusals: 0,
  }));
}

export type Dispatch = (change: Change) => void;
