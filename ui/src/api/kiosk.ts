import { queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";
import { keys } from "./queries";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type KioskView = Schemas["KioskView"];
export type KioskOptions = Schemas["KioskOptions"];
export type KioskSettings = Schemas["KioskSettings"];
export type Invited = Schemas["Invited"];
export type InvitedInterview = Schemas["InvitedInterview"];
export type RoomView = Schemas["RoomView"];

/** What only the window's shell can do for the kiosk. */
export interface KioskShell {
  /** Makes this machine a kiosk; only the operator's window may. */
  enter(): Promise<void>;
  /** Gives the machine back to the operator; only the kiosk's window may. */
  leave(pin: string): Promise<void>;
  /** Whether there is a printer the receipt goes to without a dialogue. */
  canPrintReceipt(): Promise<boolean>;
  printReceipt(text: string): Promise<void>;
  /** Whether Candor starts as a kiosk when the user signs in. */
  autostart(): Promise<boolean>;
  setAutostart(on: boolean): Promise<void>;
}

/** Everything about the kiosk is fetched anew when it changes, by this common beginning. */
export const KIOSK_KEY = ["kiosk"] as const;

export const kioskQuery = (client: Client) =>
  queryOptions({
    queryKey: [...KIOSK_KEY, "view"],
    queryFn: () => unwrap(client.GET("/api/v1/kiosk")),
  });

export const kioskSettingsQuery = (client: Client) =>
  queryOptions({
    queryKey: [...KIOSK_KEY, "settings"],
    queryFn: () => unwrap(client.GET("/api/v1/kiosk/settings")),
  });

export const kioskInvitationsQuery = (client: Client) =>
  queryOptions({
    queryKey: [...KIOSK_KEY, "invitations"],
    queryFn: () => unwrap(client.GET("/api/v1/kiosk/invitations")),
  });

/** The interview open at the kiosk, as its guest sees it. */
export const visitQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: [...keys.interview(id), "visit"],
    queryFn: () => unwrap(client.GET("/api/v1/interviews/{id}/room", { params: { path: { id } } })),
  });
