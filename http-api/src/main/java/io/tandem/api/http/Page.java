package io.tandem.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A part of a list.
 *
 * @param items in the list's order
 * @param nextCursor handed back as {@code cursor} to read on; {@code null} at the end
 */
public record Page<T>(
    @Required List<T> items, @JsonInclude(JsonInclude.Include.ALWAYS) String nextCursor) {}
