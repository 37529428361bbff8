package io.tandem.bench.load;

/** What a node stores because of a load, by the name of the counter in its metrics. */
public enum StoredRows {
  CALL_RECORDS("call records", "tandem_cdr_stored_total"),
  BINDINGS("bindings", "tandem_registrar_rows_written_total");

  private final String label;
  private final String counter;

  StoredRows(String label, String counter) {
    this.label = label;
    this.counter = counter;
  }

  /** What the rows are, for the reader. */
  public String label() {
    return label;
  }

  String counter() {
    return counter;
  }
}
