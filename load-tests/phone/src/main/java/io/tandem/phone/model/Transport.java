package io.tandem.phone.model;

/** The transport a phone signals over. */
public enum Transport {
  UDP,
  TCP
}
