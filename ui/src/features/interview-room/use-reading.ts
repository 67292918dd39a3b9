import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import type { Language } from "@/api/types";

/** How often the room is told that a line is still being read; it forgets it after ten seconds. */
const RENEW_MS = 4_000;
/** Some voices stop in the middle of longer texts. */
const LONGEST = 200;

const synthesis = () => ("speechSynthesis" in window ? window.speechSynthesis : null);

/** A voice of this computer for the language; never one that needs a network. */
function voiceFor(language: Language): SpeechSynthesisVoice | null {
  const voices = synthesis()?.getVoices() ?? [];
  const fitting = voices.filter(
    ({ lang, localService }) => localService && lang.toLowerCase().split(/[-_]/)[0] === language,
  );
  return fitting.find((voice) => voice.default) ?? fitting[0] ?? null;
}

/** A text in pieces a voice gets through, cut after sentences where possible. */
export function pieces(text: string): string[] {
  const sentences = text.match(/[^.!?…:;]+(?:[.!?…:;]+["”»“]*\s*|$)/gu) ?? [text];
  return sentences.flatMap((sentence) => {
    const parts: string[] = [];
    let rest = sentence.trim();
    while (rest.length > LONGEST) {
      const space = rest.lastIndexOf(" ", LONGEST);
      const cut = space > 0 ? space : LONGEST;
      parts.push(rest.slice(0, cut));
      rest = rest.slice(cut).trim();
    }
    return rest === "" ? parts : [...parts, rest];
  });
}

/**
 * Reads the interviewer's lines aloud, if this computer has a voice for the language. The room is told
 * first, so that it does not take the voice for the candidate's.
 */
export function useReading(interviewId: string, language: Language, rate: number) {
  const { client } = useApi();
  // Voices arrive some time after the page.
  const voice = useSyncExternalStore(
    (onChange) => {
      const speech = synthesis();
      speech?.addEventListener("voiceschanged", onChange);
      return () => speech?.removeEventListener("voiceschanged", onChange);
    },
    () => voiceFor(language)?.voiceURI ?? null,
  );
  const [reading, setReading] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const run = useRef(0);
  const renewing = useRef<ReturnType<typeof setInterval>>(undefined);

  const tell = useCallback(
    (now: boolean) =>
      unwrap(
        client.POST("/api/v1/interviews/{id}/reading-aloud", {
          params: { path: { id: interviewId } },
          body: { reading: now },
        }),
      ),
    [client, interviewId],
  );

  const stop = useCallback(() => {
    run.current += 1;
    if (renewing.current === undefined) return;
    clearInterval(renewing.current);
    renewing.current = undefined;
    synthesis()?.cancel();
    setReading(false);
    // A room that was closed meanwhile takes nothing for anybody's words; an open one forgets by itself.
    tell(false).catch(() => undefined);
  }, [tell]);

  const read = useCallback(
    async (text: string) => {
      const speech = synthesis();
      if (!speech || voiceFor(language) === null) return;
      stop();
      const mine = run.current;
      const over = () => run.current !== mine;
      try {
        await tell(true);
      } catch (cause) {
        if (!over()) setFailed(cause);
        return;
      }
      if (over()) return;
      setFailed(null);
      setReading(true);
      renewing.current = setInterval(() => {
        tell(true).catch((cause: unknown) => {
          if (over()) return;
          setFailed(cause);
          stop();
        });
      }, RENEW_MS);
      const texts = pieces(text);
      const next = (n: number) => {
        if (over()) return;
        const piece = texts[n];
        const chosen = voiceFor(language);
        if (piece === undefined || chosen === null) {
          stop();
          return;
        }
        const words = new SpeechSynthesisUtterance(piece);
        words.voice = chosen;
        words.lang = chosen.lang;
        words.rate = rate;
        words.onend = () => next(n + 1);
        words.onerror = () => {
          if (!over()) stop();
        };
        speech.speak(words);
      };
      next(0);
    },
    [language, rate, stop, tell],
  );

  // A voice must not go on in a room nobody is in any more.
  useEffect(() => stop, [stop]);
  return { hasVoice: voice !== null, reading, failed, read, stop };
}
