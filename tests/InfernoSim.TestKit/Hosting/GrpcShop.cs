using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace InfernoSim.TestKit.Hosting;

/// <summary>A gRPC method that takes and gives an order, with what a set of descriptors says of it.</summary>
public static class GrpcShop
{
    /// <summary>Its path.</summary>
    public const string Path = "/shop.Orders/Place";

    private const int PrefixBytes = 5;

    /// <summary>
    /// The set of descriptors, as <c>protoc</c> writes it: an order has an <c>id</c> (1), <c>items</c> (2) with <c>sku</c> (1) and <c>price</c> (2), whether it
    /// is a <c>gift</c> (3), <c>codes</c> (4), <c>notes</c> by their language (5), a <c>weight</c> (6), a <c>change</c> (7), and <c>parts</c> (8), which are orders.
    /// </summary>
    public static byte[] Descriptors()
    {
        var notes = new DescriptorProto
        {
            Name = "NotesEntry",
            Options = new MessageOptions { MapEntry = true },
            Field = { Field("key", 1, FieldDescriptorProto.Types.Type.String), Field("value", 2, FieldDescriptorProto.Types.Type.String) },
        };
        var order = new DescriptorProto
        {
            Name = "Order",
            NestedType = { notes },
            Field =
            {
                Field("id", 1, FieldDescriptorProto.Types.Type.String),
                Repeated("items", 2, FieldDescriptorProto.Types.Type.Message, ".shop.Item"),
                Field("gift", 3, FieldDescriptorProto.Types.Type.Bool),
                Repeated("codes", 4, FieldDescriptorProto.Types.Type.Int32),
                Repeated("notes", 5, FieldDescriptorProto.Types.Type.Message, ".shop.Order.NotesEntry"),
                Field("weight", 6, FieldDescriptorProto.Types.Type.Double),
                Field("change", 7, FieldDescriptorProto.Types.Type.Sint64),
                Repeated("parts", 8, FieldDescriptorProto.Types.Type.Message, ".shop.Order"),
            },
        };
        var item = new DescriptorProto
        {
            Name = "Item",
            Field = { Field("sku", 1, FieldDescriptorProto.Types.Type.String), Field("price", 2, FieldDescriptorProto.Types.Type.Int64) },
        };
        var file = new FileDescriptorProto
        {
            Name = "shop.proto",
            Package = "shop",
            Syntax = "proto3",
            MessageType = { order, item },
            Service = { new ServiceDescriptorProto { Name = "Orders", Method = { new MethodDescriptorProto { Name = "Place", InputType = ".shop.Order", OutputType = ".shop.Order" } } } },
        };
        return Message((1, file.ToByteArray()));
    }

    /// <summary>An item of an order.</summary>
    public static byte[] Item(string sku, long price) => Message((1, sku), (2, price));

    /// <summary>A message of fields in the order given.</summary>
    /// <param name="fields">Each with its number, and a <see cref="long"/> as a varint, a <see cref="double"/>, or text or bytes behind their length.</param>
    public static byte[] Message(params (int Number, object Value)[] fields)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            foreach ((int number, object value) in fields)
            {
                Write(output, number, value);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A message as it is sent.</summary>
    public static byte[] Frame(byte[] message)
    {
        byte[] frame = new byte[PrefixBytes + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame.AsSpan(PrefixBytes));
        return frame;
    }

    private static void Write(CodedOutputStream output, int number, object value)
    {
        switch (value)
        {
            case long varint:
                output.WriteTag(number, WireFormat.WireType.Varint);
                output.WriteInt64(varint);
                break;
            case double fixed64:
                output.WriteTag(number, WireFormat.WireType.Fixed64);
                output.WriteDouble(fixed64);
                break;
            default:
                output.WriteTag(number, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(value as byte[] ?? Encoding.UTF8.GetBytes((string)value)));
                break;
        }
    }

    private static FieldDescriptorProto Field(string name, int number, FieldDescriptorProto.Types.Type type) =>
        new() { Name = name, Number = number, Type = type, Label = FieldDescriptorProto.Types.Label.Optional };

    private static FieldDescriptorProto Repeated(string name, int number, FieldDescriptorProto.Types.Type type, string typeName = "")
    {
        var field = new FieldDescriptorProto { Name = name, Number = number, Type = type, Label = FieldDescriptorProto.Types.Label.Repeated };
        if (typeName.Length > 0)
        {
            field.TypeName = typeName;
        }

        return field;
    }
}
