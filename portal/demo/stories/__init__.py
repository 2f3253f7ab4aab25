"""The practice cases: invented differences between invented agencies about invented children."""

from portal.demo.stories import coming_home, on_the_ward
from portal.demo.stories.shape import Story

STORIES: tuple[Story, ...] = (*coming_home.STORIES, *on_the_ward.STORIES)
"""Every practice case."""

SHOWCASE = coming_home.GOING_HOME.key
"""The case to show somebody who has never seen one."""
