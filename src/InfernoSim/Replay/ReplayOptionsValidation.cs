using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace InfernoSim.Replay;

/// <summary>Checks options against the ranges they declare.</summary>
internal static class ReplayOptionsValidation
{
    public static void ThrowIfInvalid(ReplayOptions options)
    {
        foreach (PropertyInfo property in typeof(ReplayOptions).GetProperties())
        {
            object? value = property.GetValue(options);
            if (property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value))
            {
                throw new ReplayConfigurationException($"{property.Name} is {value}; it takes a value from {range.Minimum} to {range.Maximum}.");
            }

            if (value is TimeSpan time && time < TimeSpan.Zero)
            {
                throw new ReplayConfigurationException($"{property.Name} is {time}; it takes a duration of 0 or more, such as 500ms.");
            }
        }
    }
}
