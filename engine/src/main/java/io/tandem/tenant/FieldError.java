package io.tandem.tenant;

/**
 * What is wrong with one field of a wish.
 *
 * @param field its path in the API's spelling, as in {@code limits.concurrent_calls}
 * @param message for people: what was given and what is expected
 */
public record FieldError(String field, String message) {}
