package io.tandem.store;

import io.tandem.id.Extension;
import java.time.Instant;

/**
 * One registered contact of an extension (RFC 3261 §10) as it is stored.
 *
 * @param contact names the row in its AOR: the Contact's URI, or the binding's id where several may
 *     have one Contact, or one has several in its life
 * @param json the binding; the store does not look into it
 * @param expiresAt when it ends, to the millisecond; the row may be seen up to 2 s longer
 */
public record BindingRow(Extension extension, String contact, String json, Instant expiresAt) {}
