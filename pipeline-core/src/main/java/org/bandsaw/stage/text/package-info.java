/**
 * Stages on text, dates and times.
 *
 * <p>Start at {@link org.bandsaw.stage.text.TextStages}; users call {@link
 * org.bandsaw.stage.Stages}.
 */
@NullMarked
package org.bandsaw.stage.text;

import org.jspecify.annotations.NullMarked;
