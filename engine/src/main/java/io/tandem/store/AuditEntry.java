package io.tandem.store;

import java.time.Instant;

/**
 * Who did what, when and from where.
 *
 * @param at when, to the millisecond
 * @param id unique in the tenant
 * @param actor the account
 * @param origin the address it came from
 * @param action such as {@code extension.update} or {@code login}
 * @param object what it was done to, such as {@code extension/101}; may be null
 * @param before the state before, JSON without secrets; null when there was none
 * @param after the state after, JSON without secrets; null when there is none
 */
public record AuditEntry(
    Instant at,
    String id,
    String actor,
    String origin,
    String action,
    String object,
    String before,
    String after) {}
