import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { type Waveform as Drawing, waveformQuery } from "@/api/review";
import { clock, roughly } from "@/i18n/format";

import { usePlayerSecond, useReview } from "./review-context";

/** Height of the drawing's own coordinates. */
const HIGH = 100;

/** The recording's loudness, to click and drag along; a slider for the keyboard and screen readers. */
export function Waveform({ notesAt }: { notesAt: number[] }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const { player, interviewId } = useReview();
  const drawing = useQuery(waveformQuery(client, interviewId)).data;
  const second = usePlayerSecond(player);
  const played = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLDivElement>(null);
  const { durationMs } = player;

  useEffect(() => {
    const show = (ms: number) => {
      const share = durationMs > 0 ? ms / durationMs : 0;
      if (played.current) played.current.style.clipPath = `inset(0 ${(1 - share) * 100}% 0 0)`;
      if (cursor.current) cursor.current.style.left = `${share * 100}%`;
    };
    show(player.positionMs);
    return player.onPlace(show);
  }, [player, durationMs]);

  const seekTo = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    if (width > 0) player.seek(((event.clientX - left) / width) * durationMs);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { PageUp: -30_000, PageDown: 30_000 }[event.key];
    if (step !== undefined) player.seek(player.positionMs + step);
    else if (event.key === "Home") player.seek(0);
    else if (event.key === "End") player.seek(durationMs);
    else return;
    event.preventDefault();
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      data-testid="waveform"
      aria-label={t("player.place")}
      aria-valuemin={0}
      aria-valuemax={Math.floor(durationMs / 1000)}
      aria-valuenow={Math.min(second, Math.floor(durationMs / 1000))}
      aria-valuetext={t("player.at", { at: clock(second * 1000), of: clock(durationMs) })}
      className="relative h-10 min-w-0 flex-1 cursor-pointer touch-none rounded"
      onKeyDown={onKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && seekTo(event)}
    >
      <Bars drawing={drawing} className="text-edge" />
      <div ref={played} className="absolute inset-0" style={{ clipPath: "inset(0 100% 0 0)" }}>
        <Bars drawing={drawing} className="text-violet-text" />
      </div>
      <Marks drawing={drawing} notesAt={notesAt} durationMs={durationMs} />
      <div ref={cursor} aria-hidden className="absolute inset-y-0 -ml-px w-0.5 bg-violet-text" />
    </div>
  );
}

function Bars({ drawing, className }: { drawing: Drawing | undefined; className: string }) {
  const path = useMemo(() => {
    const peaks = drawing?.peaks ?? [];
    return peaks
      .map((peak, x) => {
        const half = Math.max(2, (peak / 100) * HIGH) / 2;
        return `M${x + 0.5} ${(HIGH / 2 - half).toFixed(1)}v${(half * 2).toFixed(1)}`;
      })
      .join("");
  }, [drawing]);
  return (
    <svg
      aria-hidden
      preserveAspectRatio="none"
      viewBox={`0 0 ${Math.max(1, drawing?.peaks.length ?? 1)} ${HIGH}`}
      className={`absolute inset-0 size-full ${className}`}
    >
      <path d={path} stroke="currentColor" strokeWidth="0.7" fill="none" />
    </svg>
  );
}

type MarksProps = { drawing: Drawing | undefined; notesAt: number[]; durationMs: number };

/** Where the microphone was away, where the interview paused, and where notes are. */
function Marks({ drawing, notesAt, durationMs }: MarksProps) {
  const { t, i18n } = useTranslation();
  const left = (ms: number) => `${(ms / Math.max(1, durationMs)) * 100}%`;
  return (
    <>
      {drawing?.gaps.map(({ start_ms, end_ms }) => (
        <div
          key={start_ms}
          data-testid="gap"
          title={t("player.gap", { length: roughly(end_ms - start_ms, i18n.language) })}
          className="absolute inset-y-1 min-w-1 rounded-sm border border-dashed border-edge bg-paper"
          style={{ left: left(start_ms), width: left(end_ms - start_ms) }}
        />
      ))}
      {drawing?.pauses.map(({ at_ms, length_ms }) => (
        <div
          key={at_ms}
          data-testid="pause-mark"
          title={t("player.pauseHere", { length: roughly(length_ms, i18n.language) })}
          className="absolute inset-y-0 -ml-0.5 w-1 border-x border-ink bg-paper"
          style={{ left: left(at_ms) }}
        />
      ))}
      {notesAt.map((ms, i) => (
        <div
          key={i}
          aria-hidden
          className="absolute top-0 -ml-1 size-2 rounded-full border border-paper bg-violet"
          style={{ left: left(ms) }}
        />
      ))}
    </>
  );
}
