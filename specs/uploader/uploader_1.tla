---------------------------- MODULE uploader_1 ----------------------------
(*
A site for uploads, first version. After "Designing Distributed Systems with TLA+", a talk by Hillel Wayne.

Users create, edit and delete uploads. What the public sees is another store, `content`, which workers update:
every change of an upload sends a message through a queue, and some worker receives it and repeats the change.

A message has the identity only, not the upload, so a worker looks the upload up when it processes the message. By
then the upload may have changed. The shortest behavior that fails has four states:

  1. no upload exists;
  2. a user creates upload 1, which sends "create 1";
  3. the user deletes it again, which sends "delete 1";
  4. a worker receives "create 1";

The worker's next step looks for an upload with identity 1, and there is none: the CHOOSE in UploadWith has no
witness. (The behavior in which the worker receives the message before the user deletes the upload is as short.)
*)
EXTENDS Integers, Sequences

CONSTANTS
  Users,    \* those who upload
  Workers,  \* those who update the public site
  NULL      \* "nothing": a model value, different from every message

(*--algorithm uploader

variables
  uploads = {};   \* what the users have: records [from, id, version]
  content = {};   \* what the public site shows: copies of uploads
  queue = <<>>;   \* messages [id, action], oldest first
  lastId = 0;     \* the last identity assigned

define
  OwnedBy(user) == {u \in uploads : u.from = user}

  \* The upload, and the content, with a given identity. If there is none, CHOOSE has
  \* no value, and a step that needs one cannot be evaluated.
  UploadWith(id) == CHOOSE u \in uploads : u.id = id
  ContentWith(id) == CHOOSE c \in content : c.id = id

  \* Every copy equals an upload. Workers always lag behind, so this is not an invariant. It should
  \* hold infinitely often, and forever after the users' last change.
  NoOrphanContent == \A c \in content : \E u \in uploads : c = u

  \* The temporal properties. No .cfg of this version checks them.
  RepeatedlyNoOrphan == []<>NoOrphanContent
  FinallyNoOrphan == <>[]NoOrphanContent
end define;

\* Sends a message about a change to the workers.
macro send(what, which)
begin
  queue := Append(queue, [id |-> which, action |-> what]);
end macro;

process user \in Users
begin
  User:
    while TRUE do
      either \* create
        with new = [from |-> self, id |-> lastId + 1, version |-> 1] do
          lastId := new.id;
          uploads := uploads \union {new};
          send("create", new.id);
        end with;
      or \* edit an own upload
        with old \in OwnedBy(self) do
          uploads := (uploads \ {old}) \union {[old EXCEPT !.version = @ + 1]};
          send("edit", old.id);
        end with;
      or \* delete an own upload
        with old \in OwnedBy(self) do
          uploads := uploads \ {old};
          send("delete", old.id);
        end with;
      end either;
    end while;
end process;

process worker \in Workers
variable
  local = NULL;   \* the message received; during an edit, the upload as it was read
begin
  Receive:
    while TRUE do
      await queue /= <<>>;
      local := Head(queue);
      queue := Tail(queue);
      if local.action = "create" then
        Create:
          content := content \union {UploadWith(local.id)};
          local := NULL;
      elsif local.action = "edit" then
        Edit: \* read the upload ...
          local := UploadWith(local.id);
        PushEdit: \* ... and, in a separate step, publish what was read
          content := (content \ {ContentWith(local.id)}) \union {local};
          local := NULL;
      else
        Delete:
          content := content \ {ContentWith(local.id)};
          local := NULL;
      end if;
    end while;
end process;

end algorithm; *)

-----------------------------------------------------------------------------
(* These definitions use the processes' own variables, so they are after the algorithm. *)

\* Identities and versions are in range, and a worker holds a message exactly while it processes it.
TypeOK ==
  /\ \A r \in uploads \union content : r.from \in Users /\ r.id \in 1..lastId /\ r.version >= 1
  /\ \A i \in 1..Len(queue) : queue[i].id \in 1..lastId /\ queue[i].action \in {"create", "edit", "delete"}
  /\ \A w \in Workers : IF pc[w] = "Receive" THEN local[w] = NULL ELSE local[w].id \in 1..lastId
=============================================================================
