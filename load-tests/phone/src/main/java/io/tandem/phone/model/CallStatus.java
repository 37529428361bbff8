package io.tandem.phone.model;

/**
 * A call as its phone sees it, sent whenever something in it changes.
 *
 * @param call the call's id in this phone
 * @param state where the call stands
 * @param incoming whether the other side called
 * @param callId the SIP Call-ID
 * @param from the From URI of the INVITE, with display name if it has one
 * @param to the To URI of the INVITE
 * @param requestUri the Request-URI of the INVITE
 * @param status the latest status code of the INVITE; 0 before the first
 * @param reason the reason phrase to it, or why the call ended
 * @param media the direction agreed on, seen from this phone: sendrecv, sendonly, recvonly,
 *     inactive; "none" before there is an agreement
 * @param codec the codec this phone sends; empty before there is an agreement
 * @param earlyDialogs how many To tags answered our INVITE so far
 * @param repeatedAnswers how many repeated 2xx came (as caller) or were sent (as callee)
 */
public record CallStatus(
    String call,
    CallState state,
    boolean incoming,
    String callId,
    String from,
    String to,
    String requestUri,
    int status,
    String reason,
    String media,
    String codec,
    int earlyDialogs,
    int repeatedAnswers) {}
