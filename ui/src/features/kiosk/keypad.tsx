import { Delete } from "lucide-react";
import { useTranslation } from "react-i18next";

type Props = {
  /** The keys, row by row. */
  rows: readonly string[];
  disabled?: boolean;
  onKey: (key: string) => void;
  onErase: () => void;
};

const KEY =
  "flex min-h-11 min-w-0 flex-1 items-center justify-center rounded-lg border border-line bg-paper text-lg " +
  "font-medium tabular-nums hover:bg-violet-mist active:bg-violet active:text-white disabled:text-quiet roomy:min-h-12";

/** Keys on the screen, for machines without a keyboard. They never take the focus from the field. */
export function Keypad({ rows, disabled = false, onKey, onErase }: Props) {
  const { t } = useTranslation();
  const keep = (e: { preventDefault: () => void }) => e.preventDefault();
  return (
    <div role="group" aria-label={t("kiosk.keypad")} className="flex w-full flex-col gap-1.5">
      {rows.map((row, i) => (
        <div key={row} className="flex gap-1.5">
          {Array.from(row, (key) => (
            <button
              key={key}
              type="button"
              tabIndex={-1}
              disabled={disabled}
              data-testid={`key-${key}`}
              className={KEY}
              onPointerDown={keep}
              onClick={() => onKey(key)}
            >
              {key}
            </button>
          ))}
          {i === rows.length - 1 && (
            <button
              type="button"
              tabIndex={-1}
              disabled={disabled}
              data-testid="key-erase"
              aria-label={t("kiosk.erase")}
              className={KEY}
              onPointerDown={keep}
              onClick={onErase}
            >
              <Delete className="size-5" aria-hidden />
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
