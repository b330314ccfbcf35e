/**
 * The running mean of the target, and wrappers that scale or transform the target of another
 * learner.
 *
 * <p>Start at {@link org.bandsaw.learn.transform.TargetLearners}. Users get these learners from {@link
 * org.bandsaw.learn.Learners}; everything but the entry is hidden.
 */
@NullMarked
package org.bandsaw.learn.transform;

import org.jspecify.annotations.NullMarked;
