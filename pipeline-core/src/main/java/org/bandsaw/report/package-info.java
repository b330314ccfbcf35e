/**
 * The results of runs and checks, as immutable records that print as text.
 *
 * <p>Start at {@link org.bandsaw.report.StreamReport}, or at {@link org.bandsaw.report.BatchReport}
 * for a batch. Nothing here runs a pipeline.
 */
@NullMarked
package org.bandsaw.report;

import org.jspecify.annotations.NullMarked;
