/**
 * What a run returns: records that print as one screen.
 *
 * <p>Start at {@link org.bandsaw.report.StreamReport}, or {@link org.bandsaw.report.BatchReport}
 * for a batch. Nothing here runs a pipeline.
 */
@NullMarked
package org.bandsaw.report;

import org.jspecify.annotations.NullMarked;
