/**
 * Learning row by row by refitting a batch learner to the last rows.
 *
 * <p>Start at {@link org.bandsaw.learn.refit.RefitModels}. Users get these learners from {@link
 * org.bandsaw.learn.Learners}; everything but the entry is hidden.
 */
@NullMarked
package org.bandsaw.learn.refit;

import org.jspecify.annotations.NullMarked;
