package io.tandem.store;

import io.tandem.id.Extension;
import java.time.Instant;

/**
 * One registered contact of an extension (RFC 3261 §10) as it is stored.
 *
 * @param contact the Contact's URI, unique in its AOR
 * @param json the binding; the store does not look into it
 * @param expiresAt when it ends, to the millisecond; the row may be seen up to 2 s longer
 */
public record BindingRow(Extension extension, String contact, String json, Instant expiresAt) {}
