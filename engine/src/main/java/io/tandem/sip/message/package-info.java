/**
 * SIP messages as values (RFC 3261 §7, §19, §20).
 *
 * <p>{@link io.tandem.sip.message.SipParser} reads bytes into an immutable {@link
 * io.tandem.sip.message.SipRequest} or {@link io.tandem.sip.message.SipResponse}; their builders
 * make new ones; {@link io.tandem.sip.message.MessageScan} learns what is needed to choose a
 * message's event loop without parsing it.
 *
 * <p>A message is its start line, its header fields as text, and its body. Framing, unfolding and
 * bounds are our own; the grammar of the headers whose meaning we use is JAIN-SIP's, one header
 * parser at a time. Its mutable objects are read into values of ours at once and never kept.
 * Addresses and Vias in their plain form, which are nearly all, are read the same but without it.
 *
 * <p>What is written differs from what was read in this and nothing else: folded lines become one
 * line, compact names their long form, known names their usual case, a list of values in one Via,
 * Route, Record-Route, Path or Contact one field each, a quoted control character is dropped, text
 * that is not UTF-8 (read as ISO-8859-1) becomes UTF-8, and Content-Length is computed and last.
 */
package io.tandem.sip.message;
