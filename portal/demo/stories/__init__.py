"""The practice cases: invented differences between invented agencies about invented children."""

from portal.demo.stories import (
    before_the_executive,
    charity,
    coming_home,
    conferences,
    domestic_abuse,
    exploitation,
    health,
    in_school,
    long_ago,
    looked_after,
    neglect,
    on_the_ward,
    police_and_probation,
    unborn_babies,
    unfinished,
    with_the_executive,
)
from portal.demo.stories.shape import Story

STORIES: tuple[Story, ...] = (
    *coming_home.STORIES,
    *charity.STORIES,
    *conferences.STORIES,
    *domestic_abuse.STORIES,
    *exploitation.STORIES,
    *health.STORIES,
    *in_school.STORIES,
    *looked_after.STORIES,
    *neglect.STORIES,
    *on_the_ward.STORIES,
    *police_and_probation.STORIES,
    *unborn_babies.STORIES,
    *unfinished.STORIES,
    *long_ago.STORIES,
    *before_the_executive.STORIES,
    *with_the_executive.STORIES,
)
"""Every practice case, the one to show first."""

SHOWCASE = coming_home.GOING_HOME.key
"""The case to show somebody who has never seen one."""
