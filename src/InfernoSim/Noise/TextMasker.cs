using System.Text;
using InfernoSim.Matching;

namespace InfernoSim.Noise;

/// <summary>Replaces what rules ignore in a body that is text, or a form.</summary>
internal static class TextMasker
{
    /// <summary>Applies rules to a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isForm">Whether it is an encoded form, whose pairs are then also looked at decoded.</param>
    /// <param name="rules">Rules with an expression.</param>
    /// <param name="context">The message that it is from.</param>
    /// <param name="count">Gets how many values each rule named.</param>
    /// <returns>The text in UTF-8; <see langword="null"/> when no rule named anything in it.</returns>
    public static byte[]? Mask(string text, bool isForm, IEnumerable<CompiledNoise> rules, NoiseContext context, NoiseCount? count)
    {
        string masked = text;
        foreach (CompiledNoise rule in rules)
        {
            NoiseContext seen = rule.See(context);
            string? replaced = rule.Pattern!.Replace(masked, seen, out int found);
            if (isForm && found == 0 && replaced is not null)
            {
                replaced = MaskPairs(masked, rule.Pattern, seen, ref found);
            }

            if (replaced is null)
            {
                count?.GiveUp(rule.Index);
            }
            else if (found > 0)
            {
                count?.Add(rule.Index, found);
                masked = replaced;
            }
        }

        return masked == text ? null : Encoding.UTF8.GetBytes(masked);
    }

    // Each pair as name=value, without its encoding.
    private static string? MaskPairs(string form, ValuePattern pattern, NoiseContext context, ref int count)
    {
        string[] pairs = form.Split('&');
        for (int i = 0; i < pairs.Length; i++)
        {
            string pair = PercentEncoding.DecodeField(pairs[i]);
            if (pattern.Replace(pair, context, out int found) is not { } replaced)
            {
                return null;
            }

            if (found > 0)
            {
                count += found;
                int equals = replaced.IndexOf('=', StringComparison.Ordinal);
                pairs[i] = equals < 0 ? Uri.EscapeDataString(replaced) : $"{Uri.EscapeDataString(replaced[..equals])}={Uri.EscapeDataString(replaced[(equals + 1)..])}";
            }
        }

        return string.Join('&', pairs);
    }
}
