using System.Text;

namespace InfernoSim.ResourceIds;

/// <summary>A part of a text, and what stands in its place.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">Its length.</param>
/// <param name="Text">What stands in its place; it may be the same.</param>
internal readonly record struct TextEdit(int Start, int Length, string Text)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Length;

    /// <summary>A text with parts of it replaced.</summary>
    /// <param name="text">The text.</param>
    /// <param name="edits">The parts; of two that overlap the earlier in this list counts.</param>
    /// <returns>The same text when nothing changes.</returns>
    public static string Apply(string text, IReadOnlyList<TextEdit> edits)
    {
        if (edits.Count == 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        int copied = 0;
        bool isChanged = false;
        foreach (TextEdit edit in edits.OrderBy(edit => edit.Start))
        {
            if (edit.Start >= copied && edits.First(other => other.Start < edit.End && edit.Start < other.End) == edit)
            {
                result.Append(text, copied, edit.Start - copied).Append(edit.Text);
                isChanged |= !text.AsSpan(edit.Start, edit.Length).SequenceEqual(edit.Text);
                copied = edit.End;
            }
        }

        return isChanged ? result.Append(text, copied, text.Length - copied).ToString() : text;
    }
}
