/**
 * Call detail records: written once, never lost. A call hands its record to {@link
 * io.tandem.cdr.CdrSink} and is done with it; {@link io.tandem.cdr.CdrSpool} keeps it on the local
 * disk until the database has it.
 */
package io.tandem.cdr;
