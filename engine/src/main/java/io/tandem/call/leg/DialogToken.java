package io.tandem.call.leg;

import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.id.TenantId;

/**
 * What one of our dialog tags says: whose dialog it is.
 *
 * @param variant tells apart the early dialogs of one leg towards the caller (one for each fork,
 *     RFC 3261 §16.7), 0 to 65535
 */
public record DialogToken(TenantId tenant, CallId call, LegId leg, int variant) {}
