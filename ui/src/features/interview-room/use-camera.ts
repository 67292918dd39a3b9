import { useCallback, useEffect, useRef, useState } from "react";

/** Why there is no picture, as far as people can do something about it. */
export type CameraTrouble = "missing" | "forbidden" | "busy" | "other";

function trouble(cause: unknown): CameraTrouble {
  const name = cause instanceof DOMException ? cause.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "forbidden";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "other";
}

const release = (stream: MediaStream | null) =>
  stream?.getTracks().forEach((track) => track.stop());

/** The candidate's own camera, for the candidate's eyes only: off until asked for, and never passed on. */
export function useCamera() {
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [state, setState] = useState<"off" | "asking" | "on">("off");
  const [failed, setFailed] = useState<CameraTrouble | null>(null);
  const asked = useRef(0);

  const off = useCallback(() => {
    asked.current += 1;
    setStream((now) => {
      release(now);
      return null;
    });
    setState("off");
  }, []);

  const on = useCallback(async () => {
    asked.current += 1;
    const mine = asked.current;
    setState("asking");
    setFailed(null);
    try {
      if (!("mediaDevices" in navigator)) throw new DOMException("none", "NotFoundError");
      const video = { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "user" };
      const got = await navigator.mediaDevices.getUserMedia({ video, audio: false });
      if (asked.current !== mine) return release(got);
      // Unplugged, or taken away in the system's settings.
      got.getVideoTracks()[0]?.addEventListener("ended", () => {
        if (asked.current !== mine) return;
        setFailed("busy");
        off();
      });
      setStream(got);
      setState("on");
    } catch (cause) {
      if (asked.current !== mine) return;
      setFailed(trouble(cause));
      setState("off");
    }
  }, [off]);

  useEffect(() => off, [off]);
  return { stream, state, failed, on, off };
}
