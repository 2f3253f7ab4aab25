"""What a referral pack says, gathered from the case in the transaction of whoever asks for it (P11, decision 24).

So the walls say what may be in it, and it is what stood there at one moment. It lies beside `packs`, which makes
the pack and knows nothing of forms: what a question of the form is called is asked of the form.
"""

from portal.executive.gathering.frozen import Frozen, Letterhead, gather

__all__ = ["Frozen", "Letterhead", "gather"]
