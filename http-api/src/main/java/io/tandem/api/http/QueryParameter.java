package io.tandem.api.http;

/**
 * A query parameter that an endpoint takes.
 *
 * @param name as it stands in the URL
 * @param type what its text is read as
 * @param description what it does, with its default and unit
 */
public record QueryParameter(String name, Class<?> type, String description) {}
