package io.tandem.registrar;

import io.tandem.id.Base32;
import io.tandem.sip.message.SipSyntaxException;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Flow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * What tells one phone's binding from another's. RFC 3261 §10.3 compares Contacts; but behind a NAT
 * many phones have the same private Contact, and one phone has another port after each reconnect.
 * So: instance and reg-id name a binding (RFC 5626 §6); without them it is the Contact, together
 * with the Call-ID or the flow where the Contact is one behind a NAT.
 *
 * @param contact the Contact URI
 * @param instance the {@code +sip.instance}, or {@code null}
 * @param regId the {@code reg-id}, or 0
 * @param direct whether nothing speaks against reaching the phone at its Contact
 */
record BindingIdentity(
    String contact, String instance, int regId, String callId, Flow flow, boolean direct) {
  private static final int ID_BYTES = 10;
  private static final int NO_MATCH = Integer.MAX_VALUE;

  static BindingIdentity of(Binding binding) {
    return new BindingIdentity(
        binding.contact(),
        binding.instance(),
        binding.regId(),
        binding.callId(),
        binding.flow(),
        binding.direct());
  }

  static BindingIdentity of(ContactUpdate update, Registration registration) {
    return new BindingIdentity(
        update.uri(),
        update.instance(),
        update.regId(),
        registration.callId(),
        registration.flow(),
        update.direct());
  }

  /** Whether both are of the same binding. */
  boolean isSame(BindingIdentity other) {
    return rank(other) != NO_MATCH;
  }

  /**
   * How sure it is that both are of the same binding, the surest first; {@link #NO_MATCH} when they
   * are not.
   */
  private int rank(BindingIdentity other) {
    boolean sameInstance = instance != null && instance.equalsIgnoreCase(other.instance);
    if (sameInstance && regId > 0 && regId == other.regId) {
      return 0;
    }
    boolean otherFlow = sameInstance && regId > 0 && other.regId > 0;
    boolean otherPhone = instance != null && other.instance != null && !sameInstance;
    boolean bothDirect = direct && other.direct;
    if (otherFlow || otherPhone && !bothDirect || !isSameContact(contact, other.contact)) {
      return NO_MATCH;
    }
    if (callId.equals(other.callId)) {
      return 1;
    }
    if (flow != null && flow.equals(other.flow)) {
      return 2;
    }
    return bothDirect ? 3 : NO_MATCH;
  }

  /** Which of {@code entries} is this binding, or -1. */
  int indexIn(List<StoredBinding> entries) {
    int best = -1;
    int bestRank = NO_MATCH;
    for (int at = 0; at < entries.size(); at++) {
      int rank = rank(of(entries.get(at).binding()));
      if (rank < bestRank) {
        best = at;
        bestRank = rank;
      }
    }
    return best;
  }

  /**
   * Which of {@code entries} this one takes the place of although it is another: an instance
   * without reg-id has come back from elsewhere, and is not there any more (RFC 5626 leaves these
   * to RFC 3261, by which they would pile up). -1 for none.
   */
  int indexOfLost(List<StoredBinding> entries) {
    for (int at = 0; instance != null && at < entries.size(); at++) {
      var known = entries.get(at).binding();
      if (instance.equalsIgnoreCase(known.instance())
          && regId == 0
          && known.regId() == 0
          && known.pulse().state().isLost()) {
        return at;
      }
    }
    return -1;
  }

  /** Which of {@code entries} ends with this one, or -1. */
  int indexToRemove(List<StoredBinding> entries) {
    int index = indexIn(entries);
    for (int at = 0; index < 0 && at < entries.size(); at++) {
      if (endsWith(of(entries.get(at).binding()))) {
        index = at;
      }
    }
    return index;
  }

  /**
   * Whether {@code other} ends with this one: a phone that says which it is does so from anywhere.
   */
  boolean endsWith(BindingIdentity other) {
    return isSame(other)
        || instance != null
            && instance.equalsIgnoreCase(other.instance)
            && isSameContact(contact, other.contact);
  }

  /**
   * The id of a new binding: the same each time for what does not depend on where it comes from.
   */
  String newId() {
    if (instance != null && regId > 0) {
      return idOf(instance + "|" + regId);
    }
    return direct ? idOf(contact) : otherId();
  }

  /** The id of a new binding whose Contact is another phone's, too. */
  String otherId() {
    return idOf(contact + "|" + callId + "|" + flow);
  }

  /** 16 characters that depend on {@code name}. */
  static String idOf(String name) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(name.getBytes(StandardCharsets.UTF_8));
      return Base32.encode(Arrays.copyOf(digest, ID_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether its Contact is {@code other}, by the rules of RFC 3261 §19.1.4. */
  boolean hasContact(String other) {
    return isSameContact(contact, other);
  }

  /** By the rules of RFC 3261 §19.1.4, which the same text need not be run through. */
  private static boolean isSameContact(String contact, String other) {
    if (contact.equals(other)) {
      return true;
    }
    try {
      return SipUri.parse(contact).matches(SipUri.parse(other));
    } catch (SipSyntaxException e) {
      throw new IllegalArgumentException("not a SIP URI among the contacts: " + contact, e);
    }
  }
}
