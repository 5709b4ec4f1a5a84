using InfernoSim.Matching;
using InfernoSim.Scrubbing;

namespace InfernoSim.Policies;

/// <summary>The places of values in a form whose fields may be files.</summary>
internal static class PartPlaces
{
    /// <summary>Finds them.</summary>
    /// <param name="text">The body.</param>
    /// <param name="boundary">What is between its parts.</param>
    /// <param name="actionOf">What becomes of the field of a name; <see langword="null"/> where nothing is said. Where it is a file, that holds for its name as well.</param>
    /// <param name="fileNameActionOf">What becomes of the name of the file that such a field is.</param>
    /// <param name="to">Gets the places.</param>
    /// <returns>Whether the parts can be told from one another.</returns>
    public static bool TryAdd(string text, string boundary, Func<string, PlaceAction?> actionOf, Func<string, PlaceAction?> fileNameActionOf, List<PlacedText> to)
    {
        if (MultipartForm.PartsOf(text, boundary) is not { } parts)
        {
            return false;
        }

        foreach (FormPart part in parts.Where(part => part.Name is not null))
        {
            PlaceAction? action = actionOf(part.Name!);
            if (action == PlaceAction.Drop)
            {
                to.Add(new PlacedText(part.Start, part.End - part.Start, PlaceAction.Drop, PlacedForm.Bytes));
                continue;
            }

            if (action is { } said)
            {
                to.Add(new PlacedText(part.Content, part.ContentEnd - part.Content, said, PlacedForm.Bytes));
            }

            PlaceAction[] ofName = [.. new[] { action, fileNameActionOf(part.Name!) }.OfType<PlaceAction>().Order()];
            if (ofName.Length > 0)
            {
                to.AddRange(part.FileNames.Select(name => new PlacedText(name.Start, name.Length, ofName[0], FormOf(name.Form))));
            }
        }

        return true;
    }

    private static PlacedForm FormOf(FileNameForm form) => form switch
    {
        FileNameForm.Encoded => PlacedForm.EncodedFileName,
        FileNameForm.Bare => PlacedForm.BareFileName,
        _ => PlacedForm.FileName,
    };
}
