"""Text as an attacker, a broken page or another script would have it, for property tests."""

from hypothesis import strategies as st

TEXT = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="*_~`|[]()<>@#:/\\-+. \n1ae👍\u200d\u202e", max_size=120),
    st.lists(
        st.sampled_from(
            [
                *"** __ || ``` [a](http://b.example) <@123456789012345678> @everyone @here".split(),
                *"<#1> <t:1:R> </ask:1> https://x.example/__a__ -# >>> \\ word 👩‍👩‍👧 🇩🇪🇫🇷".split(),
                *("# ", "- ", "1. ", "> ", "\n", " ", "e\u0301", "\ud800", "\u202e"),
            ]
        ),
        max_size=30,
    ).map("".join),
)
