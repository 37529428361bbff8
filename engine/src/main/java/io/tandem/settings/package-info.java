/**
 * Reads HOCON into validated values; every error names its key, its value and what would be right.
 */
package io.tandem.settings;
