using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace InfernoSim.Planning;

/// <summary>Checks options against the ranges they declare.</summary>
internal static class ReplayOptionsValidation
{
    public static void ThrowIfInvalid(ReplayOptions options, OptionWording words)
    {
        foreach (PropertyInfo property in typeof(ReplayOptions).GetProperties())
        {
            object? value = property.GetValue(options);
            if (property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value))
            {
                throw new ReplayConfigurationException($"{words.Name(property.Name)} is {value}; it takes a value from {range.Minimum} to {range.Maximum}.");
            }

            if (value is TimeSpan time && time < TimeSpan.Zero)
            {
                throw new ReplayConfigurationException($"{words.Name(property.Name)} is {GoDuration.Format(time)}; it takes a duration of 0 or more, such as 500ms.");
            }
        }

        if (!Enum.IsDefined(options.Time))
        {
            throw new ReplayConfigurationException($"{words.Name(nameof(ReplayOptions.Time))} is {options.Time}; it takes {ReplayTime.Real} or {ReplayTime.Virtual}.");
        }

        if (!Enum.IsDefined(options.Pace))
        {
            throw new ReplayConfigurationException($"{words.Name(nameof(ReplayOptions.Pace))} is {options.Pace}; it takes {ReplayPace.Recorded} or {ReplayPace.Causal}.");
        }

        if (!Enum.IsDefined(options.DependencyTime))
        {
            throw new ReplayConfigurationException(
                $"{words.Name(nameof(ReplayOptions.DependencyTime))} is {options.DependencyTime}; it takes {DependencyTime.None} or {DependencyTime.Recorded}.");
        }

        foreach ((string name, string content) in options.Headers)
        {
            ThrowIfNotSendable(name, content);
        }
    }

    // What the transport would leave out in silence is refused here.
    private static void ThrowIfNotSendable(string name, string value)
    {
        if (PlannedHeaders.IsOurs(name))
        {
            throw new ReplayConfigurationException($"The header {name} cannot be supplied: a replay makes it anew for each request.");
        }

        using var probe = new HttpRequestMessage();
        using var content = new ByteArrayContent([]);
        bool isSendable = probe.Headers.TryAddWithoutValidation(name, value) || content.Headers.TryAddWithoutValidation(name, value);
        if (!isSendable || value.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ReplayConfigurationException($"The header '{name}' cannot be supplied: its name or its value is not valid in HTTP (RFC 9110, section 5).");
        }
    }
}
