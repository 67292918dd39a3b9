import { X } from "lucide-react";
import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";

/** A short word about what just happened, with at most one thing to do about it. */
export type ToastWords = {
  text: string;
  action?: { label: string; onAction: () => void };
};

type Toasts = {
  /** Shows a toast; gives back what puts it away. */
  show: (words: ToastWords) => () => void;
  /** Puts all of them away, as when the next person sits down. */
  clear: () => void;
};

type Shown = ToastWords & { id: number };

/** How long one stays when nobody touches it; what can be undone stays longer. */
const STAYS_MS = 6_000;
const STAYS_WITH_ACTION_MS = 12_000;
/** More than this at a time is noise. */
const MOST = 3;
/** The key that moves the focus to the newest toast. */
const JUMP = "F8";

const ToastContext = createContext<Toasts | null>(null);

/** How to tell people in passing what happened. */
export function useToast(): Toasts {
  const toasts = use(ToastContext);
  if (toasts === null) throw new Error("there is no ToastProvider around this");
  return toasts;
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown[]>([]);
  const lastId = useRef(0);

  const dismiss = useCallback((id: number) => {
    setShown((now) => now.filter((toast) => toast.id !== id));
  }, []);
  const toasts = useMemo<Toasts>(
    () => ({
      show: (words) => {
        lastId.current += 1;
        const id = lastId.current;
        setShown((now) => [...now, { ...words, id }].slice(-MOST));
        return () => dismiss(id);
      },
      clear: () => setShown([]),
    }),
    [dismiss],
  );

  return (
    <ToastContext value={toasts}>
      {children}
      <Stack shown={shown} onDismiss={dismiss} />
    </ToastContext>
  );
}

type StackProps = { shown: Shown[]; onDismiss: (id: number) => void };

/** The toasts in their corner. While somebody reads or touches one, none goes away. */
function Stack({ shown, onDismiss }: StackProps) {
  const { t } = useTranslation();
  const newest = useRef<HTMLButtonElement>(null);
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const [away, setAway] = useState(() => document.hidden);
  const last = shown.at(-1)?.id;
  const held = last !== undefined && (hovered || focused || away);

  useEffect(() => {
    const onVisibility = () => setAway(document.hidden);
    document.addEventListener("visibilitychange", onVisibility);
    return () => document.removeEventListener("visibilitychange", onVisibility);
  }, []);

  useEffect(() => {
    if (last === undefined) return;
    const onKey = (e: KeyboardEvent) => {
      // A dialog that closed on Escape has prevented the default.
      if (e.defaultPrevented) return;
      if (e.key === "Escape") onDismiss(last);
      else if (e.key === JUMP) newest.current?.focus();
      else return;
      e.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onKey);
    };
  }, [last, onDismiss]);

  // An element that goes away under the pointer or the focus does not say so.
  if (last === undefined && hovered) setHovered(false);
  if (last === undefined && focused) setFocused(false);

  return createPortal(
    <div
      role="status"
      // Said outright, so that an open dialog, which hides the rest of the page, leaves it be.
      aria-live="polite"
      aria-atomic="false"
      aria-label={t("toast.label", { key: JUMP })}
      data-testid="toasts"
      // Stays reachable over a dialog, which takes the pointer from everything else.
      className="pointer-events-none fixed inset-x-0 bottom-0 z-50 flex flex-col items-center gap-2 p-4"
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      {shown.map((toast) => (
        <Toast
          key={toast.id}
          toast={toast}
          held={held}
          {...(toast.id === last && { focusRef: newest })}
          onDismiss={onDismiss}
        />
      ))}
    </div>,
    document.body,
  );
}

type ToastProps = {
  toast: Shown;
  held: boolean;
  focusRef?: React.RefObject<HTMLButtonElement | null>;
  onDismiss: (id: number) => void;
};

function Toast({ toast, held, focusRef, onDismiss }: ToastProps) {
  const { t } = useTranslation();
  const { id, text, action } = toast;
  const left = useRef(action ? STAYS_WITH_ACTION_MS : STAYS_MS);

  useEffect(() => {
    if (held) return;
    const since = performance.now();
    const timer = setTimeout(() => onDismiss(id), left.current);
    return () => {
      clearTimeout(timer);
      // Whoever was interrupted in reading gets at least a breath of time afterwards.
      left.current = Math.max(2_000, left.current - (performance.now() - since));
    };
  }, [held, id, onDismiss]);

  return (
    <div
      data-testid="toast"
      className="pointer-events-auto flex max-w-full animate-rise items-center gap-1 rounded-xl bg-ink py-1.5 pr-1.5 pl-4 text-sm text-paper shadow-lg sm:max-w-xl"
    >
      <p className="min-w-0 flex-1 py-1.5">{text}</p>
      {action && (
        <button
          ref={focusRef}
          type="button"
          data-testid="toast-action"
          className="ml-2 min-h-9 rounded-lg px-3 font-semibold text-toast-action outline-offset-0 outline-toast-action hover:bg-toast-hover"
          onClick={() => {
            onDismiss(id);
            action.onAction();
          }}
        >
          {action.label}
        </button>
      )}
      <button
        {...(!action && { ref: focusRef })}
        type="button"
        data-testid="toast-dismiss"
        aria-label={t("common.dismiss")}
        className="flex size-9 shrink-0 items-center justify-center rounded-lg outline-offset-0 outline-toast-action hover:bg-toast-hover"
        onClick={() => onDismiss(id)}
      >
        <X className="size-4" aria-hidden />
      </button>
    </div>
  );
}
