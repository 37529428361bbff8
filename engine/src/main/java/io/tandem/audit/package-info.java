/** What happened, to whom and by whom, besides calls: kept for those who run the installation. */
package io.tandem.audit;
