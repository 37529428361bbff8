/** What a node is: configuration, cluster formation, database, start and orderly end. */
package io.tandem.node;
