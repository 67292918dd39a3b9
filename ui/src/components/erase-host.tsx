import { createContext, type ReactNode, use, useState } from "react";

import { EraseDialog } from "@/components/erase-dialog";

const EraseContext = createContext<((interviewId: string) => void) | null>(null);

/** Opens the dialog that erases an interview. */
export function useErase(): (interviewId: string) => void {
  const erase = use(EraseContext);
  if (erase === null) throw new Error("there is no EraseHost around this");
  return erase;
}

/** Holds the dialog where it outlives what it erases: its outcome and the proof are read when that is gone already. */
export function EraseHost({ children }: { children: ReactNode }) {
  const [interviewId, setInterviewId] = useState<string | null>(null);
  return (
    <EraseContext value={setInterviewId}>
      {children}
      {interviewId !== null && (
        <EraseDialog interviewId={interviewId} onClose={() => setInterviewId(null)} />
      )}
    </EraseContext>
  );
}
