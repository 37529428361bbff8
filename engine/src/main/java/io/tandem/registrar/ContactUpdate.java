package io.tandem.registrar;

/**
 * One Contact of a REGISTER.
 *
 * @param uri the Contact URI
 * @param q the preference, 0 to 1
 * @param expiresSeconds how long the binding shall live, already inside the tenant's bounds; 0
 *     removes it
 */
public record ContactUpdate(String uri, double q, long expiresSeconds) {}
