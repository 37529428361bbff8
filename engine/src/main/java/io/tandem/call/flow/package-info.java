/**
 * What a call goes through, as pure state machines: from the call's state and an event to its next
 * state and the effects that its entity performs. {@code CallMachine} is the way in; it keeps the
 * rules of SIP dialogs and leaves the rest to the flow on top of the call's stack.
 */
package io.tandem.call.flow;
