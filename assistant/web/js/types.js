/**
 * The shapes that travel between the page and /api/v1. Types only: nothing here exists at run time.
 *
 * @typedef {{id: string, label: string, icon: string|null, style: "primary"|"secondary"|"quiet"}} Choice
 * @typedef {{code: string, name: string, phone: string, tel: string, hours: string|null, languages: string|string[]|null, address?: string|null,
 *   say_german: string|null, say_own: string|null, why: string|null}} Contact
 * @typedef {{key: string, name: string, organization: string, verdict: "fits"|"may_fit"|"does_not_fit", fit: string, summary: string|null,
 *   who: string|null, register: string|null, cost: string|null, documents: string[], languages: string|null, accessibility: string|null,
 *   address: string|null, distance: string|null, hours: string|null, next_date: string|null, phone: string|null, tel: string|null,
 *   url: string|null, map: string|null, calendar: string|null, assured: string|null}} Offer
 * @typedef {{label: string, value: string, change: string|null}} Item
 * @typedef {{key: string, attribute: string, why: boolean, skippable: boolean, back: boolean, simpler: boolean}} Question
 * @typedef {null|"text"|"number"|"date"|"phone"|"municipality"|"reference"} InputKind
 * @typedef {"person"|"assistant"|"system"|"staff"} Sender
 * @typedef {"text"|"choice"|"notice"|"question"|"safety"|"status"|"summary"|"translation"} Kind
 * @typedef {{id: string, seq: number, sender: Sender, kind: Kind, key: string|null, text: string, language: string,
 *   direction: "ltr"|"rtl", created_at: string, client_id: string|null, original: string|null, question: Question|null, choices: Choice[],
 *   contacts: Contact[], items: Item[], offers: Offer[], input: InputKind, slip: boolean}} Message
 * @typedef {{language: string, direction: "ltr"|"rtl", mode: "information"|"anonymous"|"full", owner: "assistant"|"person", team: string|null,
 *   assistant: "ready"|"working"|"down", open_question: string|null, last_seq: number, reference: string|null, result: boolean}} State
 * @typedef {{own: string, german: string|null}} Line one text in two languages; `german` unless it says the same
 * @typedef {{label: Line, text: Line}} Row
 * @typedef {{name: Line, phone: string|null, tel: string|null, rows: Row[]}} Place
 * @typedef {{language: string, direction: "ltr"|"rtl", title: Line, made: Line, speaks: Line|null, places_label: Line, places: Place[],
 *   steps_label: Line, steps: Line[], notices: Line[], dates: Row[], references_label: Line, references: Row[], answers_label: Line,
 *   answers: Row[], emergency_label: Line, emergency: Row[], guarded: boolean, kept_back: boolean, address_label: Line, address: string,
 *   code: string}} Slip
 * @typedef {{rows: Row[], text: Line}} Agreed
 * @typedef {{who: Line, at: Line, text: Line, language: string, direction: "ltr"|"rtl"}} Said
 * @typedef {{language: string, direction: "ltr"|"rtl", title: Line, made: Line, answers_label: Line, answers: Row[], earlier_label: Line,
 *   earlier: Row[], consents_label: Line, consents: Agreed[], handovers_label: Line, handovers: Row[], messages_label: Line,
 *   messages: Said[]}} Copy
 * @typedef {{code: string, name: string, english: string, direction: "ltr"|"rtl"}} Language
 * @typedef {{id: string, token: string}} Credentials
 * @typedef {{message_id: string, choice_id: string}} Chosen
 * @typedef {{client_id: string, text?: string, choice?: Chosen, label: string, language: string, failed?: string}} Waiting
 *   one entry of the outbox; `label` is what the person sees, `failed` the reason why it will not be tried again
 * @typedef {"here"|"types"} Sign what whoever answers does just now
 * @typedef {"live"|"broken"} Link whether messages of the assistant can reach the page just now
 */
export {};
