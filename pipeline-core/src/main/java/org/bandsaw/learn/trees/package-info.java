/**
 * Regression trees and their ensembles: one tree, a random forest, gradient boosting.
 *
 * <p>Start at {@link org.bandsaw.learn.trees.TreeModels}. Users get these learners from {@link
 * org.bandsaw.learn.Learners}; everything but the entry is hidden.
 */
@NullMarked
package org.bandsaw.learn.trees;

import org.jspecify.annotations.NullMarked;
