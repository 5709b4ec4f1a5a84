using Google.Protobuf;
using Google.Protobuf.Reflection;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>What the messages of gRPC methods are made of, as a set of descriptors says.</summary>
internal sealed class GrpcDescriptors
{
    private const int FileField = 1;
    private const string Remedy = "Give the file that protoc writes with descriptor_set_out and include_imports.";

    private readonly Dictionary<string, MethodDescriptor> _methods;

    private GrpcDescriptors(Dictionary<string, MethodDescriptor> methods) => _methods = methods;

    /// <summary>Reads a set of descriptors.</summary>
    /// <param name="path">A file with a <c>google.protobuf.FileDescriptorSet</c>.</param>
    /// <exception cref="ReplayConfigurationException">It cannot be read, is something else, or holds no service.</exception>
    public static GrpcDescriptors Open(string path)
    {
        try
        {
            IReadOnlyList<FileDescriptor> files = FileDescriptor.BuildFromByteStrings(FilesIn(File.ReadAllBytes(path)));
            var methods = files
                .SelectMany(file => file.Services)
                .SelectMany(service => service.Methods.Select(method => (Target: $"/{service.FullName}/{method.Name}", Method: method)))
                .ToDictionary(method => method.Target, method => method.Method, StringComparer.Ordinal);
            return methods.Count > 0 ? new GrpcDescriptors(methods) : throw new ReplayConfigurationException($"{path}: there is no service in these descriptors. {Remedy}");
        }
        catch (Exception problem) when (problem is InvalidProtocolBufferException or DescriptorValidationException or ArgumentException or InvalidOperationException)
        {
            throw new ReplayConfigurationException($"{path}: this is no set of protobuf descriptors, or not all of one: {problem.Message} {Remedy}", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ReplayConfigurationException($"{path}: the descriptors cannot be read: {problem.Message} {Remedy}", problem);
        }
    }

    /// <summary>The messages of the requests of a method.</summary>
    /// <param name="target">The target of a request, for example <c>/shop.Cart/Add</c>.</param>
    /// <returns><see langword="null"/> where the descriptors do not know it.</returns>
    public MessageDescriptor? RequestOf(string target) => _methods.GetValueOrDefault(RequestTarget.PathOf(target))?.InputType;

    /// <summary>The messages of the responses of a method.</summary>
    /// <param name="target">The target of a request.</param>
    /// <returns><see langword="null"/> where the descriptors do not know it.</returns>
    public MessageDescriptor? ResponseOf(string target) => _methods.GetValueOrDefault(RequestTarget.PathOf(target))?.OutputType;

    /// <summary>The methods that are known: the target of each, and what its messages are made of.</summary>
    public IEnumerable<(string Target, MessageDescriptor Request, MessageDescriptor Response)> Methods =>
        _methods.Select(method => (method.Key, method.Value.InputType, method.Value.OutputType));

    /// <summary>The methods in a recording that the descriptors do not know, in a sentence each.</summary>
    /// <param name="incident">The recording.</param>
    public IEnumerable<string> NotKnownOf(Incident incident) => incident.Exchanges
        .SelectMany(exchange => exchange.Calls.Prepend(exchange.Request))
        .Concat(incident.UnattributedCalls)
        .Select(message => GrpcCall.MethodOf(message.Headers, message.Url ?? ""))
        .OfType<string>()
        .Distinct(StringComparer.Ordinal)
        .Where(method => !_methods.ContainsKey(method))
        .Order(StringComparer.Ordinal)
        .Select(method => $"the descriptors do not know {method}, whose messages are compared by their bytes");

    // A set has no other field.
    private static List<ByteString> FilesIn(byte[] set)
    {
        using var input = new CodedInputStream(set);
        var files = new List<ByteString>();
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (tag != WireFormat.MakeTag(FileField, WireFormat.WireType.LengthDelimited))
            {
                throw new ArgumentException("it holds something else than files.");
            }

            files.Add(input.ReadBytes());
        }

        return files;
    }
}
