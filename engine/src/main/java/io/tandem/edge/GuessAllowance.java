package io.tandem.edge;

import java.time.Duration;

/**
 * How fast passwords may be guessed.
 *
 * @param burst wrong ones at once
 * @param interval the time in which there may be one more
 */
public record GuessAllowance(int burst, Duration interval) {}
